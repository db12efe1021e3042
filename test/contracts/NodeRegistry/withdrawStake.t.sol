// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Node} from "../../../contracts/types/NodeTypes.sol";
import {HostileToken} from "./HostileToken.sol";
import {RegistryTest} from "./RegistryTest.sol";

contract WithdrawStakeTest is RegistryTest {
    function test_refusesWhenNotUnbonding() public {
        _register();
        vm.expectRevert(abi.encodeWithSelector(INodeRegistry.UnbondingState.selector, node.at, 0));
        registry.withdrawStake(node.at);
    }

    function test_refusesBeforeTheTimeHasCome() public {
        _unbonding();
        vm.warp(NOW + UNBONDING - 1);
        _expect(INodeRegistry.NotReady.selector, NOW + UNBONDING);
        registry.withdrawStake(node.at);
    }

    function test_keepsTheBondWhenThePayoutIsBlocked() public {
        HostileToken hostile = new HostileToken();
        _deploy(hostile);
        _unbonding();
        vm.warp(NOW + UNBONDING);
        hostile.blockAccount(PAYOUT);
        _expect(HostileToken.Blocked.selector, PAYOUT);
        registry.withdrawStake(node.at);
        vm.assertEq(registry.nodeOf(node.at).bond, STAKE, "bond");
        // Another payout, after its delay, gets it.
        vm.prank(OPERATOR);
        registry.proposePayout(node.at, NEW_PAYOUT);
        vm.warp(NOW + UNBONDING + PAYOUT_DELAY);
        registry.applyPayout(node.at);
        registry.withdrawStake(node.at);
        vm.assertEq(token.balanceOf(NEW_PAYOUT), STAKE, "tokens of the new payout");
    }

    function test_paysOnceWhenTheTokenCallsBack() public {
        HostileToken hostile = new HostileToken();
        _deploy(hostile);
        _unbonding();
        _registerAs(STRANGER, second, STAKE);
        vm.warp(NOW + UNBONDING);
        hostile.callBack(address(registry), abi.encodeCall(INodeRegistry.withdrawStake, (node.at)));
        registry.withdrawStake(node.at);
        vm.assertTrue(!hostile.calledBack(), "the nested call failed");
        vm.assertEq(token.balanceOf(PAYOUT), STAKE, "tokens of the payout");
        vm.assertEq(token.balanceOf(address(registry)), STAKE, "the other node's stake");
    }

    function test_letsAnybodyPayTheWholeBondToThePayout() public {
        _unbonding();
        vm.warp(NOW + UNBONDING);
        vm.recordLogs();
        vm.prank(STRANGER);
        registry.withdrawStake(node.at);
        _assertOnlyEvent(INodeRegistry.StakeWithdrawn.selector, node.at, _word(PAYOUT), 0, abi.encode(STAKE));
        vm.assertEq(token.balanceOf(PAYOUT), STAKE, "tokens of the payout");
        vm.assertEq(token.balanceOf(address(registry)), 0, "tokens in the registry");
    }

    function test_refusesToPayTwice() public {
        _unbonding();
        vm.warp(NOW + UNBONDING);
        registry.withdrawStake(node.at);
        vm.expectRevert(abi.encodeWithSelector(INodeRegistry.UnbondingState.selector, node.at, 0));
        registry.withdrawStake(node.at);
    }

    function test_paysThePayoutOfThatTime() public {
        _unbonding();
        vm.prank(OPERATOR);
        registry.proposePayout(node.at, NEW_PAYOUT);
        vm.warp(NOW + UNBONDING);
        registry.applyPayout(node.at);
        registry.withdrawStake(node.at);
        vm.assertEq(token.balanceOf(NEW_PAYOUT), STAKE, "tokens of the new payout");
        vm.assertEq(token.balanceOf(PAYOUT), 0, "tokens of the former payout");
    }

    function test_H1_keepsTheRecordForEver() public {
        _unbonding();
        vm.warp(NOW + UNBONDING);
        registry.withdrawStake(node.at);
        Node memory expected = _fresh();
        expected.bond = 0;
        _assertRecord(expected);
        _assertActive(false);
        vm.assertEq(registry.payoutOf(node.at), PAYOUT, "where earnings go");
        bytes memory proof = _proof(node, STRANGER, NOW + UNBONDING);
        _expect(INodeRegistry.KeyAlreadyUsed.selector, node.at);
        vm.prank(STRANGER);
        registry.register(node.at, STRANGER, STAKE, FLOOR, NOW + UNBONDING, proof);
    }
}
