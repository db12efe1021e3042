// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract CollectFeesTest is ChannelsTest {
    function setUp() public override {
        super.setUp();
        _inUse();
        channels.settle(STRANGER, _voucher(payer, STRANGER, 1_000_000));
        vm.recordLogs();
    }

    function _nodes(address first, address second) private pure returns (address[] memory nodes) {
        nodes = new address[](2);
        (nodes[0], nodes[1]) = (first, second);
    }

    function test_paysTheFeesOfAllNamedNodesToTheSink() public {
        channels.collectFees(_nodes(node.at, STRANGER));
        vm.assertEq(token.balanceOf(SINK), 30_000, "sink");
        (, uint96 fee) = channels.earnedOf(node.at);
        vm.assertEq(fee, 0, "fee of the node");
        (, fee) = channels.earnedOf(STRANGER);
        vm.assertEq(fee, 0, "fee of the other");
    }

    function test_leavesTheCreditOfTheNodes() public {
        channels.collectFees(_nodes(node.at, STRANGER));
        _assertState(State(3_000_000, 4_000_000, 2_000_000, 0, NOW + DAY, 1_980_000, 0, 9_970_000));
    }

    function test_writesOneEvent() public {
        address[] memory nodes = _nodes(node.at, STRANGER);
        channels.collectFees(nodes);
        _assertOnlyEvent(IPaymentChannels.FeesCollected.selector, SINK, address(0), abi.encode(30_000, nodes));
    }

    function test_servesAnybody() public {
        vm.prank(STRANGER);
        channels.collectFees(_nodes(node.at, STRANGER));
        vm.assertEq(token.balanceOf(SINK), 30_000, "sink");
    }

    function test_paysAFeeOnce() public {
        channels.collectFees(_nodes(node.at, node.at));
        vm.assertEq(token.balanceOf(SINK), 20_000, "sink");
        channels.collectFees(_nodes(node.at, node.at));
        vm.assertEq(token.balanceOf(SINK), 20_000, "sink after a second call");
    }

    function test_paysNothingAndSaysSo() public {
        address[] memory nodes = new address[](0);
        channels.collectFees(nodes);
        _assertOnlyEvent(IPaymentChannels.FeesCollected.selector, SINK, address(0), abi.encode(0, nodes));
        vm.assertEq(token.balanceOf(SINK), 0, "sink");
    }

    function test_needsNoTokenToPayNothing() public {
        address[] memory nodes = new address[](0);
        vm.etch(address(token), hex"5f5ffd");
        channels.collectFees(nodes);
        _assertOnlyEvent(IPaymentChannels.FeesCollected.selector, SINK, address(0), abi.encode(0, nodes));
    }

    function test_paysASingleUnit() public {
        channels.settle(RELAYER, _voucher(payer, RELAYER, 100));
        channels.collectFees(_nodes(RELAYER, RELAYER));
        vm.assertEq(token.balanceOf(SINK), 1, "sink");
    }

    function test_keepsTheFeesWhenTheSinkCannotReceive() public {
        bytes memory code = address(token).code;
        vm.etch(address(token), hex"5f5ffd");
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.TransferFailed.selector));
        channels.collectFees(_nodes(node.at, STRANGER));
        vm.etch(address(token), code);
        channels.collectFees(_nodes(node.at, STRANGER));
        vm.assertEq(token.balanceOf(SINK), 30_000, "sink");
    }
}
